const NAMES: Record<string, string> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  ArrowDown: '↓',
  ArrowUp: '↑',
}

/** A hotkey in the words on the keyboard: `alt+shift+1` → Alt, Shift, 1. */
export const nameKey = (key: string): string[] =>
  key.split('+').map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
