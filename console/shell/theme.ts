import { computed, ref, watchEffect } from 'vue'

export type ThemeChoice = 'auto' | 'light' | 'dark'
const KEY = 'yingsheng.theme'
const CHOICES: readonly ThemeChoice[] = ['auto', 'light', 'dark']
export const THEME_LABELS: Record<ThemeChoice, string> = {
  auto: '跟随系统',
  light: '浅色',
  dark: '深色',
}

const system = window.matchMedia('(prefers-color-scheme: dark)')
const systemDark = ref(system.matches)
system.addEventListener('change', (event) => {
  systemDark.value = event.matches
})

/** The person's choice, remembered on this computer. */
export const themeChoice = ref<ThemeChoice>(CHOICES.find((c) => c === localStorage.getItem(KEY)) ?? 'auto')

export const isDark = computed(() =>
  themeChoice.value === 'auto' ? systemDark.value : themeChoice.value === 'dark',
)

/** Steps 跟随系统 → 浅色 → 深色. */
export const nextTheme = (): void => {
  const at = CHOICES.indexOf(themeChoice.value)
  themeChoice.value = CHOICES[(at + 1) % CHOICES.length] ?? 'auto'
  localStorage.setItem(KEY, themeChoice.value)
}

/** Keeps the page's theme in step with the choice and the system. */
export const applyTheme = (): void => {
  watchEffect(() => {
    document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
  })
}
