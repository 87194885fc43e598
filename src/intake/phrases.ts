import type { TicketType } from '../contracts/ticket.ts'

/** Fixed sentences of the front desk: a patient window clerk. The fact first, then what to do. */
export const PHRASES = {
  empty: '我没有看到文字。您可以直接说事情，比如“身份证丢了怎么补办”，或者“和平路的路灯不亮了”。',
  onlyChinese:
    '我现在只能用中文回答。请用中文再说一遍，或者转人工。\nI can only answer in Chinese so far. Tap 转人工 to talk to a person.',
  noWords: '这条里没有我能读懂的文字。请用一句话说说是什么事。',
  tooLong: (max: number): string =>
    `这段话超过 ${max} 字，我没有收下，您写的内容还在输入框里。请先说最要紧的，其余的在登记工单时可以补充。`,
  greeting: (city: string): string =>
    `您好，这里是${city} 12345 智能助理。办事怎么办、去哪办可以直接问；要投诉、求助，说清什么地方、什么事，我帮您登记。要找人，说“转人工”。`,
  thanks: '不客气。还有别的事，直接说就行。',
  unsure: '我没有找到有把握的答案。可以为您转人工，或记成工单由部门答复。',
  unsureAgain: '这个问题我还是没有把握。建议转人工，坐席能看到前面的内容，您不用重复说。',
  offTopic: '这类问题我答不了。本市怎么办事、有什么政策，可以问我；要反映的事，我帮您登记。',
  missing: (matter: string): string =>
    `您问的是“${matter}”吧？知识库里还没有这一项，我不拿别的答案凑数。可以为您转人工，或记成工单由部门答复。`,
  clarify: '您想问的是哪一件？',
  clarifyAbout: (about: string): string => `关于“${about}”，您想问的是哪一件？`,
  chooseFirst: '先选一件，我再告诉您。',
  noneOfThese: '都不是',
  notSaid: (topic: string, word: string): string =>
    word ? `“${topic}”这一条里没有单独说“${word}”。` : `“${topic}”这一条里没有说到您问的这一点。`,
  askThem: (department?: { name: string; phone: string }): string =>
    department ? `可以打${department.name} ${department.phone} 问，也可以为您转人工。` : '可以为您转人工问。',
  otherCity: (asked: string, own: string): string =>
    `这里只有${own}的办事信息，不能拿来答${asked}的事。${asked}的事请拨打当地区号加12345，人在当地直接打12345。`,
  ownRecord: (department?: { name: string; phone: string }): string =>
    `您个人的办理结果我这里看不到，要问办理的单位${department ? `：${department.name} ${department.phone}` : ''}。也可以为您转人工，或记成工单由部门答复。`,
  moreQuestions: (rest: number): string => `您还有 ${rest} 个问题没有答，请接着问。`,
  cancelled: '好的，这次不登记，您说的内容没有提交。',
  offerTicket: '登记工单',
  human: '转人工',
  confirmYes: '确认提交',
  confirmEdit: '再改改',
  sameMatter: {
    join: '一起反映',
    addFacts: '补充到这件工单',
    another: '是另一件事',
    enough: '不用再登记',
    repeatAsk: '这次说的情况，要补充到这件工单里吗？',
    repeatOnly:
      '没有看到新的情况，不用重复登记，有结果会告诉您。有新情况随时说；确实是另一件事，请选“是另一件事”。',
    kept: '好的，没有重复登记，原来的工单接着办。',
    joinAsk: '要并在一起办吗？办好后单独答复您，工单号和查询码照样给您；您的姓名和电话别人看不到。',
  },
  askEdit: '要改哪一项？直接说，例如“地点改成和平路12号”“电话是13800138000”“类型改成求助”“内容改成……”。',
  draftShown: '这是要提交的工单，请您看一下。没问题就回复“确认提交”；哪一项不对，直接说就能改。',
  filled: (place?: string): string => (place ? `地点记为“${place}”。` : '这句话我加到内容里了。'),
  alreadyQueued: '您已经在人工排队里了，坐席接入后会先看前面的内容。等候时也可以继续问我。',
  pausedQueued: '您已经在人工排队里了，这一条坐席接入后会看到。',
  asks: {
    matter: (type: string): string => `好，我帮您登记${type}。请说说是什么事。`,
    place: '事情发生在哪里？请说到路名、小区或门牌，越具体越好找。说不清就回“说不清”。',
    phone: '留一个手机号，承办单位好联系您。不想留就回“不留”。',
  },
  phoneAgain: '这个号码好像多了或少了几位，请再写一遍。不想留就回“不留”。',
  photosAdded: (n: number): string => `补充了 ${n} 张照片。`,
  photosLost: '照片没有取到。请再发一次，或者用文字说说是什么事、在什么地方。',
  photosKept: (n: number): string => `收到 ${n} 张照片，会附在工单里。`,
  photosAlone: (n: number): string =>
    `收到 ${n} 张照片。请再说说是什么事、在什么地方，我来登记，照片会附在工单里。`,
  photosFiled: (n: number): string => `您发的 ${n} 张照片已附在工单里。`,
  noTicket:
    '这个会话里没有登记过工单。请告诉我工单号(例如 20261121-00001)，或打开查询页凭工单号和查询码查看。',
  notYourTicket: (number: string, url: string): string =>
    `为了保护诉求人，进展要凭查询码查看。请打开 ${url}/t/${number}，输入登记时给您的查询码。`,
} as const

/** What the citizen most likely wants when they did not say: shown in the draft, editable. */
export const DEFAULT_WISH: Record<TicketType, string> = {
  consult: '请答复',
  help: '请帮助解决',
  complaint: '请核实处理并答复',
  report: '请依法查处并答复',
  suggestion: '请研究采纳并答复',
  praise: '请转达',
}
