import { App } from "cdktf";
import { PrivateNetworkStack } from "./stacks/private-network-stack";
import { PublishStack } from "./stacks/publish-stack";

const app = new App();
new PublishStack(app, "publish");
new PrivateNetworkStack(app, "private-network");
app.synth();
