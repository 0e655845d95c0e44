/** Sends each request of the API to one of several regions: the nearest that is well. */
package io.logstream.console.router;
