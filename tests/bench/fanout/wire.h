/* What the floor and the load share: a clock for both processes, and websocket frames without extensions. */
#ifndef WIRE_H
#define WIRE_H
#include <stdint.h>
#include <string.h>
#include <time.h>

static inline int64_t now_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Writes the head of a text frame of `size` bytes; a client's is masked with four zeros. Returns its length. */
static inline int head(unsigned char *out, int size, int masked) {
    int n = 2;
    out[0] = 0x81;
    if (size < 126) {
        out[1] = size;
    } else {
        out[1] = 126;
        out[2] = size >> 8;
        out[3] = size & 255;
        n = 4;
    }
    if (masked) {
        out[1] |= 0x80;
        memset(out + n, 0, 4);
        n += 4;
    }
    return n;
}

/* The next whole frame in `in`: its payload and size; returns the bytes it takes, 0 if it is not all there. */
static inline int next_frame(const unsigned char *in, int there, const unsigned char **payload, int *size) {
    int start = 2;
    if (there < 2) return 0;
    *size = in[1] & 127;
    if (*size == 126) {
        if (there < 4) return 0;
        *size = in[2] << 8 | in[3];
        start = 4;
    }
    if (in[1] & 0x80) start += 4;
    if (there < start + *size) return 0;
    *payload = in + start;
    return start + *size;
}
#endif
