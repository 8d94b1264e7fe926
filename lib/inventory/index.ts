export * from "./errors";
export * from "./inventory";
export * from "./model";
export * from "./read";
export * from "./trace";
