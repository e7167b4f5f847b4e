export type ConsultEvent = never
