export * from "./diagram";
export * from "./model";
export * from "./render";
export * from "./trace";
