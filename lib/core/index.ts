export * from "./account";
export * from "./reachable";
