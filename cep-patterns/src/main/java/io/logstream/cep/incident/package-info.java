/** What pattern matches say of incidents and attacks, in the records of their topics. */
package io.logstream.cep.incident;
