export * from "./account";
export * from "./interfaces";
export * from "./route-guard";
export * from "./validation-error";
export * from "./virtual-network";
