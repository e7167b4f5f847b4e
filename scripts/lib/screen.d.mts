/** See screen.mjs. */
export function openScreen(size?: string): Promise<{ display: string; stop: () => void }>
