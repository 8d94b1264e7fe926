export * from "./destination";
export { AlertProps } from "./notification";
export * from "./service-token-expiry-alert";
export * from "./tunnel-health-alert";
export * from "./webhook";
