export type { AccountSetting } from "./account-settings";
export * from "./errors";
export * from "./inventory";
export * from "./model";
export * from "./read";
export * from "./trace";
