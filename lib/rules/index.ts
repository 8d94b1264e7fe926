export * from "./access-rules";
export * from "./house-rule";
