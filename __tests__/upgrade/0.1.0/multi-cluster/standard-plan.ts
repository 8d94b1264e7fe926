import { App } from "cdktf";
import { build } from "./app";
import { Plan } from "cdktf-zero-trust";

// The same clusters on a plan without resolver policies. Hostnames are routed instead of addresses, one per namespace.
const app = new App();
build(app, Plan.STANDARD);
app.synth();
