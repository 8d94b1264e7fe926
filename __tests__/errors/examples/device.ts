import { TerraformStack } from "cdktf";
import { messagesOf } from "../messages";
import { account } from "./fixture";
import {
  AccessPolicy,
  AccessRule,
  DefaultDeviceProfile,
  DeviceEnrollment,
  DeviceProfile,
  DeviceProfileProps,
  DeviceSettings,
  SplitTunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

const match = { deviceMatch: 'any(identity.groups.name[*] in {"engineers"})' };
const reach = { account, cidrs: ["10.10.0.0/16"], zones: ["dev.k8s.example.internal"] };

/** A valid profile, except for what the example overrides. */
function profile(stack: TerraformStack, wrong: Partial<DeviceProfileProps>): DeviceProfile {
  return new DeviceProfile(stack, "engineers", { account, match, reach, ...wrong });
}

/** Examples of the codes of split tunnels, local domains and device profiles. */
export default {
  DeviceSettingsInvalid: () =>
    messagesOf((stack) => new DeviceSettings(stack, "devices", { account, overrideCodeSeconds: -1 })),
  EnrollmentInvalid: () => messagesOf((stack) => new DeviceEnrollment(stack, "enrollment", { account, policies: [] })),
  OpenEnrollment: () =>
    messagesOf((stack) => {
      const all = new AccessPolicy(stack, "all", { account, include: [AccessRule.everyone()] });
      new DeviceEnrollment(stack, "enrollment", { account, policies: [all] });
    }),
  DefaultDeviceProfileTwice: () =>
    messagesOf((stack) => {
      new DefaultDeviceProfile(stack, "default", { account, reach });
      new DefaultDeviceProfile(stack, "duplicate", { account, reach });
    }),
  DeviceMatchInvalid: () => messagesOf((stack) => profile(stack, { match: { deviceMatch: "" } })),
  DeviceProfileTooLong: () =>
    messagesOf((stack) => {
      const cidrs = Array.from({ length: 1000 }, (_, i) => `10.${Math.floor(i / 100)}.${(i % 100) * 2}.0/24`);
      profile(stack, { reach: { account, cidrs, zones: [] }, splitTunnel: SplitTunnel.include() });
    }),
  LocalDomainInvalid: () =>
    messagesOf((stack) => profile(stack, { localDomains: [{ suffix: "*.office.example.com" }] })),
  ProfileVirtualNetworksInvalid: () =>
    messagesOf((stack) => {
      const networks = ["lab", "office"].map((id) => new VirtualNetwork(stack, id, { account }));
      profile(stack, { virtualNetworks: [networks[0]], defaultVirtualNetwork: networks[1] });
    }),
  ReachableKeptLocal: () =>
    messagesOf((stack) =>
      profile(stack, { splitTunnel: SplitTunnel.exclude({ keepLocal: [{ address: "10.0.0.0/8" }] }) }),
    ),
  SearchSuffixInvalid: () => messagesOf((stack) => profile(stack, { searchSuffixes: ["*.dev.example.internal"] })),
  SplitTunnelEntryInvalid: () =>
    messagesOf((stack) =>
      profile(stack, { splitTunnel: SplitTunnel.exclude({ keepLocal: [{ address: "10.0.0.1/8" }] }) }),
    ),
  SplitTunnelModesMixed: () =>
    messagesOf((stack) => profile(stack, {}).resource.putInclude([{ address: "10.10.0.0/16" }])),
  ZoneSwallowedByLocalDomain: () => messagesOf((stack) => profile(stack, { localDomains: [{ suffix: "internal" }] })),
};
