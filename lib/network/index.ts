export * from "./virtual-network";
