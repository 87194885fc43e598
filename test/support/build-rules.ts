import type { CityRules } from '../../src/contracts/city-rules.ts'
import {
  CalendarFile,
  CatalogueFile,
  CategoriesFile,
  CityFile,
  DeadlinesFile,
  DepartmentsFile,
} from '../../src/contracts/knowledge-file.ts'

const department = (id: string, name: string, short: string, kind: string, duties: string[]) => ({
  id,
  name,
  short,
  kind,
  duties,
  phone: '0000-80000000',
  address: '试验市中心路1号',
  hours: '周一至周五 9:00–18:00',
})

const DEPARTMENTS = [
  department('parks', '市园林绿化局', '市园林局', 'city', ['公园长椅和步道破损', '行道树修剪、枯树倒伏']),
  department('lights', '市照明管理处', '市照明处', 'utility', ['路灯不亮、路灯闪烁', '灯杆倾斜、灯罩掉落']),
  department('noise', '市环境保护局', '市环保局', 'city', ['工厂噪声、机器轰鸣', '油烟异味、烟囱冒烟']),
  department('east', '东湾区人民政府', '东湾区', 'district', ['楼道堆物巡查', '村口垃圾清理']),
  department('west', '西坡区人民政府', '西坡区', 'district', ['楼道堆物巡查', '村口垃圾清理']),
  department('hotline', '市12345热线中心', '热线中心', 'hotline', ['表扬转达', '建议收集转交']),
]

const CATEGORIES = [
  {
    id: '01',
    name: '城市管理',
    children: [
      { id: '01-01', name: '路灯照明', keywords: ['路灯', '灯杆', '路上太黑'] },
      { id: '01-02', name: '园林绿化', keywords: ['行道树', '枯树', '公园长椅'] },
      { id: '01-03', name: '楼道堆物', keywords: ['楼道堆', '消防通道堵', '杂物'] },
    ],
  },
  {
    id: '02',
    name: '生态环境',
    children: [{ id: '02-01', name: '噪声油烟', keywords: ['噪声', '油烟', '太吵'] }],
  },
]

const CATALOGUE = [
  {
    id: 'lights-general',
    category: '01-01',
    lead: 'lights',
    co: ['district'],
    basis: '《城市道路照明办法》',
  },
  { id: 'lights-park', category: '01-01', when: ['公园'], lead: 'parks', basis: '公园内设施由公园管理' },
  { id: 'trees-general', category: '01-02', lead: 'parks', basis: '《城市绿化条例》' },
  { id: 'stairs-general', category: '01-03', lead: 'district', basis: '属地巡查' },
  { id: 'noise-general', category: '02-01', lead: 'noise', co: ['district'], basis: '《噪声污染防治法》' },
  {
    id: 'noise-west',
    category: '02-01',
    place: 'west-slope',
    lead: 'west',
    co: ['noise'],
    basis: '委托执法',
  },
]

const policy = (id: string, stage: string, amount: number, unit: string, more: object = {}) => ({
  id,
  stage,
  amount,
  unit,
  effectiveFrom: '2025-01-01',
  basis: '试验规则',
  ...more,
})

const DEADLINES = [
  policy('sign-any', 'sign', 1, 'working_days'),
  policy('sign-urgent', 'sign', 30, 'minutes', { urgency: 'urgent' }),
  policy('reply-any', 'reply', 5, 'working_days'),
  policy('reply-consult', 'reply', 1, 'working_days', { type: 'consult' }),
  policy('reply-report', 'reply', 15, 'working_days', { type: 'report' }),
  policy('reply-lights-urgent', 'reply', 24, 'hours', { category: '01-01', urgency: 'urgent' }),
  policy('reply-critical', 'reply', 2, 'hours', { urgency: 'critical' }),
]

/** Office hours of the invented test city: mornings and afternoons, Shanghai time, 2025 and 2026 known. */
export const buildCalendarFile = (overrides: Partial<CalendarFile> = {}): CalendarFile =>
  CalendarFile.parse({
    timezone: 'Asia/Shanghai',
    workingPeriods: [
      { from: '09:00', to: '12:00' },
      { from: '13:30', to: '18:00' },
    ],
    knownYears: [2025, 2026],
    overrides: [],
    ...overrides,
  })

/** A small invented city, whole enough for every room: six units, two districts, four kinds of matter. */
export const buildRules = (overrides: Partial<CityRules> = {}): CityRules => ({
  city: CityFile.parse({
    id: 'test-city',
    name: '试验市',
    notice: '为试验虚构的城市。',
    hotline: '12345',
    districts: [
      {
        id: 'east-bay',
        name: '东湾区',
        department: 'east',
        streets: ['海棠街道'],
        landmarks: ['东湾公园'],
      },
      { id: 'west-slope', name: '西坡区', department: 'west', streets: ['松林街道'] },
    ],
    examples: ['路灯不亮找谁', '门口的路灯坏了', '我的工单到哪了'],
    hotMatters: ['路灯不亮找谁', '枯树谁来处理', '工厂太吵'],
  }),
  departments: DepartmentsFile.parse({ departments: DEPARTMENTS }).departments,
  categories: CategoriesFile.parse({ categories: CATEGORIES }).categories,
  catalogue: CatalogueFile.parse({ version: 'test', effectiveFrom: '2025-01-01', lines: CATALOGUE }),
  deadlines: DeadlinesFile.parse({ version: 'test', policies: DEADLINES }),
  calendar: buildCalendarFile(),
  dispatch: { threshold: 0.7 },
  specialRoutes: [],
  templates: [],
  sensitiveWords: [],
  channels: [],
  roles: [],
  ...overrides,
})
