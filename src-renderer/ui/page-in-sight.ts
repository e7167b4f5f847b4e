/** The page that is read now; another reading may be kept on the desk beside it, hidden. */
export const pageInSight = (desk: Element): HTMLElement | undefined =>
  desk.querySelector<HTMLElement>('.gw:not([hidden])') ?? undefined
