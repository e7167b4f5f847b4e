export type RoutingEvent = never
