export * from "./dns-policy";
export { HostnamePattern } from "./hostname-pattern";
export * from "./identity";
export * from "./network-policy";
export * from "./policy-props";
export * from "./resolver-policy";
export { Traffic } from "./traffic";
