import { ZeroTrustTunnelCloudflaredVirtualNetwork } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-virtual-network";
import { Construct, IConstruct } from "constructs";
import { Account } from "../core/account";
import { Problem, report } from "../core/errors";
import { Owner } from "../core/owner";
import { registerIn } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";
import { IVirtualNetwork } from "../core/virtual-network";

/** Defines a virtual network. */
export interface VirtualNetworkProps {
  readonly account: Account;
  /** The name people choose in their client. @default - the construct's id */
  readonly name?: string;
  /** What it is for. @default "" */
  readonly comment?: string;
  /**
   * Whether devices and routes that name no virtual network are in this one. It takes the place of the account's default one, wherever that is managed.
   * @default false
   */
  readonly isDefaultNetwork?: boolean;
}

/**
 * Defines a virtual network: routes of the same CIDR stay apart in two of them. A device is in one at a time.
 *
 * Errors: DefaultVirtualNetworkTwice, ConstructIdInvalid, IdInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/networks/virtual-networks/
 */
export class VirtualNetwork extends Construct implements IVirtualNetwork {
  /** Defines a virtual network that another stack or somebody else owns. */
  public static fromVirtualNetworkId(scope: Construct, id: string, virtualNetworkId: string): IVirtualNetwork {
    class ImportedVirtualNetwork extends Construct implements IVirtualNetwork {
      public readonly virtualNetworkId = virtualNetworkId;
    }
    const network = new ImportedVirtualNetwork(scope, id);
    report(network, ...validateUuid("virtualNetworkId", virtualNetworkId));
    return network;
  }

  public readonly resource: ZeroTrustTunnelCloudflaredVirtualNetwork;
  public readonly virtualNetworkId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _isDefault: boolean;

  public constructor(scope: Construct, id: string, props: VirtualNetworkProps) {
    super(scope, id);
    const { account, isDefaultNetwork = false } = props;
    this._owner = { construct: this, account, importer: "VirtualNetwork.fromVirtualNetworkId" };
    this._isDefault = isDefaultNetwork;
    this.resource = new ZeroTrustTunnelCloudflaredVirtualNetwork(this, "Resource", {
      provider: registerIn(this, account, "virtualNetworks"),
      accountId: account.accountId,
      name: props.name ?? id,
      comment: props.comment ?? "",
      isDefaultNetwork, // never is_default, which is deprecated and forces a replacement
    });
    this.virtualNetworkId = this.resource.id;
    report(
      this,
      ...validateResourceName(this.resource),
      ...(isDefaultNetwork ? validateSingleDefault(this, account) : []),
    );
    honourDependencies(this);
  }
}

const defaultsIn = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** Making one the default takes that from another, which would then be changed back, and so for ever. */
function validateSingleDefault(network: IConstruct, account: Account): Problem[] {
  const ofApp = defaultsIn.get(network.node.root) ?? new Map<string, IConstruct>();
  defaultsIn.set(network.node.root, ofApp);
  const first = ofApp.get(account.accountId);
  if (first === undefined) {
    ofApp.set(account.accountId, network);
    return [];
  }
  return [
    {
      code: "DefaultVirtualNetworkTwice",
      message: `isDefaultNetwork is true here and at ${first.node.path}; an account has one default virtual network: leave it out here`,
    },
  ];
}
