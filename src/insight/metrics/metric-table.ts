/**
 * What is counted and how: one table (formulas of the 12345 field; GB/T 33358-2016, 北京市接诉即办工作条例 第三十二条).
 * A change of any formula, scope or dating is a new version: figures of different versions are never compared.
 */
export const FORMULA_VERSION = 'M2'

export type MetricKind = {
  label: string
  /** The formula as printed beside every figure. */
  formula: string
  scope: string
  /** Which day a case belongs to. */
  dated: string
  /** `unit`: each case has a unit that owes it; `city`: the hotline as a whole. */
  of: 'unit' | 'city'
  /** Which way is better. */
  good: 'high' | 'low'
  /** The other half of the same count, e.g. 派单准确率 = 1 − 退单率. */
  rest?: string
}

export const METRICS = {
  response: {
    label: '响应率',
    formula: '在联系时限内联系诉求人的件数 ÷ 应联系的件数',
    scope: '单位签收后应联系诉求人的工单；以登记的联系记录为凭',
    dated: '联系时限到期日',
    of: 'unit',
    good: 'high',
  },
  solved: {
    label: '解决率',
    formula: '诉求人评“解决”的次数 ÷ 有效回访次数',
    scope:
      '诉求人本人回答的回访；每轮回访以最后的回答为准，重办后的回访另计一次；核实并经第二人同意剔除的不计',
    dated: '该轮第一次回答日',
    of: 'unit',
    good: 'high',
  },
  satisfied: {
    label: '满意率',
    formula: '（非常满意+满意+基本满意）次数 ÷ 有效回访次数',
    scope: '诉求人本人回答了五档满意度的回访；每轮回访以最后的回答为准；核实并经第二人同意剔除的不计',
    dated: '该轮第一次回答日',
    of: 'unit',
    good: 'high',
  },
  signed: {
    label: '签收及时率',
    formula: '在签收时限内签收的件数 ÷ 派出应签收的件数',
    scope: '派到单位的工单，每派一次计一次',
    dated: '签收时限到期日',
    of: 'unit',
    good: 'high',
  },
  on_time: {
    label: '按时办结率',
    formula: '在时限（含批准的延期、顺延）内办结的件数 ÷ 到期应办结的件数',
    scope: '所有工单的答复时限；单位按时写好、热线审核后才发布的算按时',
    dated: '答复时限到期日（延期后）',
    of: 'unit',
    good: 'high',
    rest: '超期率',
  },
  on_time_first: {
    label: '按首次时限办结率',
    formula: '在首次答复时限内办结的件数 ÷ 首次时限到期应办结的件数',
    scope: '所有工单最初承诺的答复时限，不含延期和顺延',
    dated: '首次答复时限到期日',
    of: 'unit',
    good: 'high',
  },
  once: {
    label: '一次办结率',
    formula: '办结后规定天数内没有重办、重新派单、重新办理的件数 ÷ 办结件数',
    scope: '第一次办结的工单',
    dated: '第一次办结日',
    of: 'unit',
    good: 'high',
  },
  returned: {
    label: '退单率',
    formula: '批准退单的次数 ÷ 派单次数',
    scope: '派单和指定承办，每派一次计一次',
    dated: '派单日',
    of: 'unit',
    good: 'low',
    rest: '派单准确率',
  },
  extended: {
    label: '延期率',
    formula: '批准延期的件数 ÷ 派单次数',
    scope: '派单和指定承办，每派一次计一次',
    dated: '派单日',
    of: 'unit',
    good: 'low',
  },
  reworked: {
    label: '重办率',
    formula: '热线核实后责成重办的件数 ÷ 已答复并回访的件数',
    scope: '第一次进入回访的工单',
    dated: '第一次回访日',
    of: 'unit',
    good: 'low',
  },
  rated: {
    label: '主动评价率',
    formula: '诉求人回答的回访次数 ÷ 发出的回访次数',
    scope: '发出的每一轮回访',
    dated: '回访发出日',
    of: 'unit',
    good: 'high',
  },
  bad_fixed: {
    label: '差评整改率',
    formula: '后一轮回访改评为解决且不再不满意的件数 ÷ 差评件数',
    scope: '评“没解决”或“不满意”“非常不满意”的回访',
    dated: '差评日',
    of: 'unit',
    good: 'high',
  },
  urge_answered: {
    label: '催办按时回应率',
    formula: '在回应时限内回应的催办件数 ÷ 应回应的催办件数',
    scope: '诉求人、坐席、派单员、督办员的催办；回应之前再催的不另计；正式答复也算回应',
    dated: '回应时限到期日',
    of: 'unit',
    good: 'high',
  },
  supervise_answered: {
    label: '督办按时反馈率',
    formula: '在反馈时限内反馈的督办件数 ÷ 应反馈的督办件数',
    scope: '每一次督办计一次；正式答复也算反馈',
    dated: '反馈时限到期日',
    of: 'unit',
    good: 'high',
  },
  repeated: {
    label: '重复诉求率',
    formula: '与之前的工单是同一人同一类、或并入同一件事的件数 ÷ 登记件数',
    scope: '登记时查过以前的工单；同一人按会话或联系电话，同一类按诉求分类的末级',
    dated: '登记日',
    of: 'city',
    good: 'low',
  },
  direct: {
    label: '直接答复率',
    formula: '没有派单、由热线直接答复的件数 ÷ 受理件数',
    scope: '所有登记的工单',
    dated: '登记日',
    of: 'city',
    good: 'high',
  },
  self_served: {
    label: '机器人自助解决率',
    formula: '机器人答了、没有转人工且24小时内没有登记工单的会话 ÷ 会话数',
    scope: '诉求人说过话的会话',
    dated: '第一句话的那天',
    of: 'city',
    good: 'high',
  },
  handed_over: {
    label: '转人工率',
    formula: '转人工的会话 ÷ 会话数',
    scope: '诉求人说过话的会话',
    dated: '第一句话的那天',
    of: 'city',
    good: 'low',
  },
  kb_hit: {
    label: '知识命中率',
    formula: '直接给出答案的次数 ÷ 机器人判断的次数',
    scope: '机器人的每一次判断',
    dated: '回答当天',
    of: 'city',
    good: 'high',
  },
  kb_none: {
    label: '知识无答案率',
    formula: '说“没有把握”的次数 ÷ 机器人判断的次数',
    scope: '机器人的每一次判断',
    dated: '回答当天',
    of: 'city',
    good: 'low',
  },
  misled: {
    label: '误导率',
    formula: '被诉求人评为“信息有误”的回答 ÷ 被评价的回答',
    scope: '诉求人评价过的机器人回答，以最后的评价为准',
    dated: '第一次评价日',
    of: 'city',
    good: 'low',
  },
} as const satisfies Record<string, MetricKind>
export type MetricId = keyof typeof METRICS
export const METRIC_IDS = Object.keys(METRICS) as MetricId[]

/** The three rates (三率), in their order. */
export const THREE_RATES = ['response', 'solved', 'satisfied'] as const satisfies readonly MetricId[]

/** Plain counts beside the rates; `dim` of their entries says of what. */
export const VOLUMES = {
  contacts: '来访会话（按渠道）',
  answered_by: '由谁答复（机器人、坐席、工单）',
  opened: '登记工单（按诉求类型）',
  opened_category: '登记工单（按诉求分类）',
  opened_place: '登记工单（按区县）',
  urged: '催办次数（按谁催的）',
  supervised: '督办次数（按级别）',
  first_contact: '首次联系用时（从派单到第一次联系，自然时间）',
} as const
export type VolumeId = keyof typeof VOLUMES

/** What a figure is called on pages and files. */
export const nameMetric = (id: MetricId | VolumeId): string =>
  id in VOLUMES ? VOLUMES[id as VolumeId] : METRICS[id as MetricId].label

/** Asked for by the field and not countable here, with why: shown instead of left out in silence. */
export const NOT_COUNTED = [
  ['接通率、15秒接通率', '电话排队在话务交换机上，本系统收不到未接来电的记录'],
  ['过期条目率、纠错及时率', '知识条目的到期没有写进事件日志，见知识库页面'],
] as const

/** Why a case was left out of a rate, in words. Codes of referrals and terminations keep their own labels. */
export const EXCLUSION_LABELS: Record<string, string> = {
  silent: '回访没有回答',
  opted_out: '诉求人选择不要回访',
  no_answer: '电话没有打通',
  wrong_number: '电话是空号或打错',
  refused: '诉求人不愿回访',
  out_of_duty: '剔除：超出承办单位职责',
  unreasonable: '剔除：诉求不合理，依法依规不能满足',
  malicious: '剔除：恶意评价',
  mistaken: '剔除：误评，诉求人已说明',
  unreachable: '剔除：三次联系不上诉求人',
  force_majeure: '剔除：不可抗力',
  not_asked: '只答了是否解决，没有答满意度',
  returned: '时限内退单获准',
  reassigned: '换了单位',
  withdrawn: '诉求人撤回',
  no_info: '诉求人没有补充材料',
  answered: '联系时限内已答复',
  lifted: '督办已解除',
  joined: '并入同一件事',
  restarted: '重新起算时限',
  terminated: '终止办理',
  referred: '分类指引到其他渠道',
}
