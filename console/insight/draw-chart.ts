import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

/** One or several rows of numbers over the same labels. */
export type ChartData = {
  kind: 'bar' | 'line'
  labels: readonly string[]
  series: readonly { name: string; values: readonly number[] }[]
}

const DASHES = ['solid', 'dashed', 'dotted'] as const

/** Colours are the page's own, read when the chart is drawn: the theme may have changed. */
const optionOf = (box: HTMLElement, data: ChartData) => {
  const style = getComputedStyle(box)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const text = { color: token('--secondary'), fontFamily: token('--font') }
  const names = {
    type: 'category' as const,
    data: [...data.labels],
    axisLabel: text,
    axisTick: { show: false },
  }
  const values = {
    type: 'value' as const,
    minInterval: 1,
    axisLabel: text,
    splitLine: { lineStyle: { color: token('--line') } },
  }
  const flat = data.kind === 'bar'
  return {
    animation: false,
    color: ['--primary', '--warn', '--faint'].map(token),
    grid: { left: 4, right: 16, top: data.series.length > 1 ? 32 : 8, bottom: 4, containLabel: true },
    ...(data.series.length > 1 ? { legend: { top: 0, textStyle: text } } : {}),
    // Drawn on the canvas: the page's policy allows no styles inside of markup.
    tooltip: { trigger: 'axis' as const, renderMode: 'richText' as const },
    xAxis: flat ? values : names,
    yAxis: flat ? { ...names, inverse: true } : values,
    series: data.series.map((one, index) => ({
      type: data.kind,
      name: one.name,
      data: [...one.values],
      ...(flat ? { barMaxWidth: 18, label: { show: true, position: 'right' as const, ...text } } : {}),
      // The kind of line says which is which without its colour.
      ...(flat ? {} : { lineStyle: { type: DASHES[index] ?? 'solid' }, symbolSize: 6 }),
    })),
  }
}

/** Draws into a box; `draw` again for other data or another theme. */
export const openChart = (box: HTMLElement) => {
  const chart = init(box)
  const resize = new ResizeObserver(() => chart.resize())
  resize.observe(box)
  return {
    draw: (data: ChartData): void => chart.setOption(optionOf(box, data), true),
    close: (): void => {
      resize.disconnect()
      chart.dispose()
    },
  }
}
