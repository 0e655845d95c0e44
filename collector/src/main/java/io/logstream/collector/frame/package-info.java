/**
 * The frames between {@code ship} and the collector: packed, checked, acknowledged.
 *
 * <p>A client opens a connection (TCP or TLS) and sends {@code "LSF1"}, then frames:
 *
 * <pre>
 *   u8  type      1 hello, 2 lines
 *   u8  packing   0 none, 1 gzip, 2 zstd, 3 lz4, 4 deflate
 *   u64 number    of the frame, ascending
 *   u32 packed    bytes that follow
 *   u32 unpacked  bytes that they unpack to
 *   u32 checksum  CRC-32C of the fields above and the bytes that follow
 *   …   payload
 * </pre>
 *
 * A payload begins with headers, {@code u16 count, (u16 length, name, u16 length, value)…}. That of
 * a hello has the {@code token}; that of lines has what holds for all of them ({@code host}, {@code
 * service}, {@code file}, {@code format}, {@code key}) and then {@code (u64 position, u32 length,
 * bytes)…}. A line's idempotency key is {@code key:position}.
 *
 * <p>The server answers each frame, in any order, when its lines are safe:
 *
 * <pre>
 *   u8  type      1 stored, 2 come again (after closing), 3 refused (the connection ends)
 *   u64 number    of the frame
 *   u16 length, text: why
 *   u32 checksum  CRC-32C of all above
 * </pre>
 *
 * All numbers are big-endian. A frame without an answer is sent again over the next connection.
 */
package io.logstream.collector.frame;
