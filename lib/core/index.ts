export * from "./account";
export * from "./reachable";
export * from "./route-guard";
export * from "./virtual-network";
