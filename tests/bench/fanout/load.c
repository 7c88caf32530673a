/* The load: many clients in one light process that only count, and note how old each alert was when it came.
 *
 * load PORT N [--feed | --mqtt | --nats] [--after SEQ] [--ack EVERY] [--stall K]
 *   --feed    says hello and sub first (else a bare websocket); --after resumes from that seq of epoch "e1"
 *   --mqtt    speaks MQTT 3.1.1 (QoS 0) or, with --nats, NATS, and subscribes to "alerts"
 *   --ack     acknowledges the newest alert after every EVERY of them
 *   --stall   the last K clients never read again once all are connected
 * Prints "ready", then for each line on stdin one of JSON: what the clients that read got since the last line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "wire.h"

typedef struct {
    int fd, number, open, live, kept, got, since;
    unsigned char *rest;
} client;

static int port, wanted, feed, mqtt, nats, after = -1, every, stalled, polled, live, lost;
static client *clients;
static float *ages;
static long noted, room;
static unsigned char buffer[1 << 20];

static void say(client *c, const char *text) {
    unsigned char out[512];
    int size = strlen(text), n = head(out, size, 1);
    memcpy(out + n, text, size);
    if (send(c->fd, out, n + size, MSG_NOSIGNAL) < 0) lost++;
}

static void greet(client *c) {
    char text[256];
    sprintf(text, "{\"kind\":\"hello\",\"v\":1,\"token\":\"D-T%d\",\"device\":\"D-T%d\"}", c->number, c->number);
    say(c, text);
    if (after < 0) sprintf(text, "{\"kind\":\"sub\",\"id\":1,\"after\":\"now\"}");
    else sprintf(text, "{\"kind\":\"sub\",\"id\":1,\"after\":{\"epoch\":\"e1\",\"seq\":%d}}", after);
    say(c, text);
}

static void note(client *c, const unsigned char *payload, int size) {
    char *at = memmem(payload, size, "\"t\":", 4);
    c->got++;
    if (at && c->number < wanted - stalled) {
        if (noted == room) ages = realloc(ages, (room = room ? 2 * room : 1 << 20) * sizeof *ages);
        ages[noted++] = (now_ns(CLOCK_MONOTONIC) - strtoll(at + 4, 0, 10)) / 1e6;
    }
    if (every && ++c->since >= every) {
        char text[80], *seq = memmem(payload, size, "\"seq\":", 6);
        sprintf(text, "{\"kind\":\"ack\",\"sub\":1,\"seq\":%ld}", strtol(seq + 6, 0, 10));
        say(c, text);
        c->since = 0;
    }
}

static void arrived(client *c) {
    c->live = 1;
    live++;
}

static int parse_mqtt(client *c, const unsigned char *in, int there) {
    int at = 0;
    while (there - at >= 2) {
        int size = 0, shift = 0, n = 1;
        do {
            if (at + n >= there) return at;
            size |= (in[at + n] & 127) << shift;
            shift += 7;
        } while (in[at + n++] & 128);
        if (there - at < n + size) return at;
        if (in[at] >> 4 == 3) note(c, in + at + n, size);
        else if (in[at] >> 4 == 9) arrived(c); /* SUBACK */
        at += n + size;
    }
    return at;
}

static int parse_nats(client *c, const unsigned char *in, int there) {
    int at = 0, size;
    unsigned char *end;
    while ((end = memmem(in + at, there - at, "\r\n", 2))) {
        int line = end - (in + at) + 2;
        if (sscanf((const char *)in + at, "MSG alerts 1 %d", &size) == 1) {
            if (there - at < line + size + 2) return at;
            note(c, in + at + line, size);
            line += size + 2;
        } else if (!memcmp(in + at, "PONG", 4)) {
            arrived(c);
        }
        at += line;
    }
    return at;
}

/* Takes what whole frames there are; returns how many bytes of them. */
static int parse(client *c, const unsigned char *in, int there) {
    int at = 0, size, took;
    const unsigned char *payload;
    if (!c->open) {
        unsigned char *end = memmem(in, there, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(in + 9, "101", 3)) fprintf(stderr, "refused: %.40s\n", in), exit(1);
        at = end - in + 4;
        c->open = 1;
        if (feed) greet(c);
        else arrived(c);
    }
    while ((took = next_frame(in + at, there - at, &payload, &size))) {
        if (!memcmp(payload, "{\"kind\":\"event\"", 15)) note(c, payload, size);
        else if (!c->live && memmem(payload, size, "\"kind\":\"live\"", 13)) arrived(c);
        at += took;
    }
    return at;
}

static void hear(client *c) {
    memcpy(buffer, c->rest, c->kept);
    ssize_t got = recv(c->fd, buffer + c->kept, sizeof buffer - c->kept, MSG_DONTWAIT);
    if (got <= 0) {
        if (got == 0 || errno != EAGAIN) lost++, epoll_ctl(polled, EPOLL_CTL_DEL, c->fd, 0);
        return;
    }
    int there = c->kept + got, took = mqtt ? parse_mqtt(c, buffer, there) : nats ? parse_nats(c, buffer, there) : parse(c, buffer, there);
    c->kept = there - took;
    if (c->kept) memcpy(c->rest = realloc(c->rest, c->kept), buffer + took, c->kept);
}

static void subscribe(client *c) {
    char out[64] = {0x10, 22, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 10};
    static const char SUBSCRIBE[] = {(char)0x82, 11, 0, 1, 0, 6, 'a', 'l', 'e', 'r', 't', 's', 0};
    sprintf(out + 14, "team%06d", c->number);
    memcpy(out + 24, SUBSCRIBE, sizeof SUBSCRIBE);
    if (send(c->fd, out, 24 + sizeof SUBSCRIBE, MSG_NOSIGNAL) < 0) lost++;
}

static void dial(client *c) {
    static const char REQUEST[] = "GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    int one = 1, small = 4096;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->number >= wanted - stalled) setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (connect(c->fd, (void *)&at, sizeof at)) perror("load: connect"), exit(1);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (mqtt) subscribe(c);
    else if (nats) dprintf(c->fd, "CONNECT {\"verbose\":false}\r\nSUB alerts 1\r\nPING\r\n");
    else dprintf(c->fd, "%s%s\r\n", REQUEST, feed ? "Sec-WebSocket-Protocol: fengsui.feed.v1+json\r\n" : "");
    epoll_ctl(polled, EPOLL_CTL_ADD, c->fd, &event);
}

static int pump(int ms) { /* whether stdin has something to say */
    struct epoll_event events[1024];
    int ready = epoll_wait(polled, events, 1024, ms), told = 0;
    for (int i = 0; i < ready; i++)
        if (events[i].data.ptr) hear(events[i].data.ptr);
        else told = 1;
    return told;
}

static int order(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static void report(void) {
    int least = 1 << 30;
    for (int i = 0; i < wanted - stalled; i++) {
        if (clients[i].got < least) least = clients[i].got;
        clients[i].got = 0;
    }
    qsort(ages, noted, sizeof *ages, order);
    printf("{\"least\":%d,\"lost\":%d,\"p50\":%.3f,\"p99\":%.3f,\"last\":%.3f}\n", least, lost,
           noted ? ages[noted / 2] : 0, noted ? ages[(long)(noted * .99)] : 0, noted ? ages[noted - 1] : 0);
    fflush(stdout);
    noted = 0;
}

int main(int argc, char **argv) {
    port = atoi(argv[1]);
    wanted = atoi(argv[2]);
    for (int i = 3; i < argc; i++) {
        if (!strcmp(argv[i], "--feed")) feed = 1;
        else if (!strcmp(argv[i], "--mqtt")) mqtt = 1;
        else if (!strcmp(argv[i], "--nats")) nats = 1;
        else if (!strcmp(argv[i], "--after")) after = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--ack")) every = atoi(argv[++i]);
        else if (!strcmp(argv[i], "--stall")) stalled = atoi(argv[++i]);
    }
    polled = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    clients = calloc(wanted, sizeof *clients);
    for (int i = 0; i < wanted; i++) {
        clients[i].number = i;
        dial(&clients[i]);
        while (i - live > 200) pump(10);
    }
    while (live < wanted) pump(10);
    for (int i = wanted - stalled; i < wanted; i++) epoll_ctl(polled, EPOLL_CTL_DEL, clients[i].fd, 0);
    epoll_ctl(polled, EPOLL_CTL_ADD, 0, &event);
    printf("ready\n");
    fflush(stdout);
    for (char line[100];;) {
        if (!pump(-1)) continue;
        if (!fgets(line, sizeof line, stdin)) return 0;
        report();
    }
}
