import { App } from "cdktf";
import { PrivateNetworkStack } from "./private-network-stack";
import { Plan } from "cdktf-zero-trust";

// The same clusters on a plan without resolver policies: names are routed in place of addresses, a namespace each.
const app = new App();
new PrivateNetworkStack(app, "private-network", Plan.STANDARD);
app.synth();
