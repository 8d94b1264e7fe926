export * from "./access";
export * from "./core";
export * from "./device";
export * from "./dns";
export * from "./fleet";
export * from "./gateway";
export * from "./network";
export * from "./tunnel";
