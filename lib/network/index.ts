export * from "./hostname-route";
export * from "./route-options";
export * from "./tunnel-route";
export * from "./virtual-network";
