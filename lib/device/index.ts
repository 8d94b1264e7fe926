export * from "./default-device-profile";
export * from "./device-profile";
export * from "./device-settings";
export * from "./local-domains";
export * from "./split-tunnel";
export * from "./split-tunnel-entry";
