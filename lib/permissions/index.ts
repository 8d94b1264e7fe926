export * from "./derive";
export * from "./json";
export * from "./model";
export * from "./table";
export * from "./terraform";
export * from "./text";
