export { invalidPort } from "./query";
export * from "./sequence-diagram";
export * from "./model";
export * from "./text";
export * from "./trace";
export type { Person } from "../inventory/network/policy-decision";
