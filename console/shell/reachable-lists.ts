import { ElScrollbar } from 'element-plus/es'

/**
 * Every region of the component library that scrolls can be reached by keyboard (WCAG 2.1.1): the lists of its selects put the
 * scrolling in an element around the listbox, which nothing in the library makes focusable. Before anything is mounted.
 */
export const makeListsReachable = (): void => {
  const { props } = ElScrollbar as unknown as { props: { tabindex: { default?: number } } }
  props.tabindex.default = 0
}
