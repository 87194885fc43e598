/** What somebody wishes about being asked (回访意愿), in one word, as forms and talks have it. Plain, for pages that load no schemas. */
export const FOLLOW_UP_WISHES = ['yes', 'no_call', 'none'] as const
export type FollowUpWish = (typeof FOLLOW_UP_WISHES)[number]
export const WISH_LABELS: Record<FollowUpWish, string> = {
  yes: '可以回访',
  no_call: '不要打电话',
  none: '不要回访',
}
