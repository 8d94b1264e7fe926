export * from "./account";
export * from "./interfaces";
export * from "./route-guard";
export * from "./virtual-network";
