import { App } from "cdktf";
import { PrivateNetworkStack } from "./private-network-stack";
import { Plan } from "cdktf-zero-trust";

const app = new App();
new PrivateNetworkStack(app, "private-network", Plan.ENTERPRISE);
app.synth();
