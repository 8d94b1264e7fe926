export type { AccountSetting } from "./network/account-settings";
export * from "./example-values";
export * from "./grade";
export * from "./terraform/errors";
export * from "./inventory";
export * from "./model";
export * from "./terraform/read";
export * from "./terraform/unread";
