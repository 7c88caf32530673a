/* The floor: one thread, epoll, and one send() of the same bytes to each subscriber. Nothing is checked or kept.
 *
 * floor SIZE   prints its port; then, for every line "publish COUNT BURST PACE_MS" on stdin, sends COUNT alerts of
 *              SIZE bytes, BURST of them each PACE_MS, and prints the CPU nanoseconds that it took;
 *              "cpu" prints those used so far, "rss" its memory in KiB.
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

#define MOST 65536
static const char ANSWER[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static int subscribers[MOST], count, polled, seq;
static char greeted[MOST];
static long acked[MOST];

static void blast(int size) {
    static unsigned char out[1 << 17];
    char *text = (char *)out + 4;
    int n = sprintf(text, "{\"kind\":\"event\",\"sub\":1,\"seq\":%09d,\"prev\":%09d,\"event\":{\"data\":{\"t\":%lld,\"text\":\"",
                    seq + 1, seq, (long long)now_ns(CLOCK_MONOTONIC));
    seq++;
    memset(text + n, 'x', size - n);
    memcpy(text + size - 4, "\"}}}", 4);
    head(out, size, 0);
    for (int i = 0; i < count; i++) send(subscribers[i], out, size + 4, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void hear(int fd) {
    static unsigned char in[1 << 16];
    ssize_t got = recv(fd, in, sizeof in - 1, MSG_DONTWAIT);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) return;
        for (int i = 0; i < count; i++)
            if (subscribers[i] == fd) subscribers[i] = subscribers[--count];
        close(fd);
    } else if (!greeted[fd]) {
        greeted[fd] = 1;
        subscribers[count++] = fd;
        send(fd, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);
    } else {
        const unsigned char *payload;
        for (int at = 0, size, took; (took = next_frame(in + at, got - at, &payload, &size)); at += took) {
            char *said = memmem(payload, size, "\"seq\":", 6);
            if (said) acked[fd] = strtol(said + 6, 0, 10);
        }
    }
}

static void take(int listening) {
    for (int fd, one = 1; (fd = accept4(listening, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        greeted[fd] = 0;
        epoll_ctl(polled, EPOLL_CTL_ADD, fd, &event);
    }
}

/* Serves until `until`, a time in ns, or until stdin has something to say. */
static void serve(int listening, int64_t until) {
    struct epoll_event events[512];
    for (;;) {
        int64_t left = until ? (until - now_ns(CLOCK_MONOTONIC)) / 1000000 : -1;
        if (until && left <= 0) return;
        int ready = epoll_wait(polled, events, 512, left), told = 0;
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == 0) told = 1;
            else if (fd == listening) take(listening);
            else hear(fd);
        }
        if (told && !until) return;
    }
}

static long rss(void) {
    long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (fscanf(file, "%ld %ld", &all, &resident) != 2) resident = 0;
    fclose(file);
    return resident * 4;
}

int main(int argc, char **argv) {
    int size = argc > 1 ? atoi(argv[1]) : 600, listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    if (bind(listening, (void *)&at, sizeof at) || listen(listening, 4096)) return perror("floor"), 1;
    getsockname(listening, (void *)&at, &length);
    polled = epoll_create1(0);
    for (int i = 0, fds[] = {0, listening}; i < 2; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fds[i]};
        epoll_ctl(polled, EPOLL_CTL_ADD, fds[i], &event);
    }
    setvbuf(stdin, 0, _IONBF, 0);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    for (char line[100]; serve(listening, 0), fgets(line, sizeof line, stdin); fflush(stdout)) {
        int total, burst, pace;
        if (sscanf(line, "publish %d %d %d", &total, &burst, &pace) == 3) {
            int64_t begun = now_ns(CLOCK_PROCESS_CPUTIME_ID);
            for (int sent = 0; sent < total; sent += burst) {
                for (int i = 0; i < burst; i++) blast(size);
                serve(listening, now_ns(CLOCK_MONOTONIC) + pace * 1000000LL);
            }
            serve(listening, now_ns(CLOCK_MONOTONIC) + 300000000LL);
            printf("%lld\n", (long long)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - begun));
        } else if (!strncmp(line, "cpu", 3)) {
            printf("%lld\n", (long long)now_ns(CLOCK_PROCESS_CPUTIME_ID));
        } else {
            printf("%ld\n", rss());
        }
    }
    return 0;
}
