export * from "./errors";
export * from "./inventory";
export * from "./model";
export * from "./read";
