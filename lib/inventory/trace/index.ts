export * from "./diagram";
export * from "./model";
export * from "./render";
export * from "./trace";
export type { Person } from "../network/decide";
