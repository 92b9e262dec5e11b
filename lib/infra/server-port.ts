/** The port that servers listen on, behind the load balancer. */
export const serverPort = 8080;
