export * from "./account";
export * from "./interfaces";
export * from "./public-errors";
export * from "./route-guard";
export * from "./virtual-network";
