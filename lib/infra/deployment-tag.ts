/**
 * The tag by which the bill can be split by environment: `my-app-prod` on whatever one has. The bill
 * knows it once it is activated as a cost allocation tag.
 */
export const deploymentTag = 'deployment';
