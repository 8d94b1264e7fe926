export * from "./connector";
export * from "./host-record";
export * from "./origin";
export * from "./origin-options";
export * from "./published-host";
export * from "./token";
export * from "./tunnel";
