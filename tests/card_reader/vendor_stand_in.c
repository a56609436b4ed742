/* Stands in for vendors' libraries in tests: the functions and signatures of the documents (card facts, sections 2 and 5).
   What it does is said by STAND_IN in its environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is(const char *what) {
    const char *mode = getenv("STAND_IN");
    return mode != NULL && strcmp(mode, what) == 0;
}

static void misbehave(void) {
    if (is("crash")) abort();
    if (is("hang")) sleep(60);
    if (is("talk")) { printf("{\"code\": 7}\nreading...\n"); fflush(stdout); }
    if (is("leave")) _exit(3);
}

/* In GBK: the name is 戊练习. */
static const char LINE[] =
    "990200|990200195111111057|Z99000002|99020000000000000000000000000002|\xce\xec\xc1\xb7\xcf\xb0|"
    "0090000000000000000000000A|3.00|20200101|20300101|000000000001||";

int iReadCardBas(int kind, char *out) {
    misbehave();
    if (kind != 3) return -1;
    if (is("no_card")) { strcpy(out, "no card"); return -2; }
    if (is("psam")) { strcpy(out, "no psam"); return -2201; }
    if (is("short")) { strcpy(out, "990200|9902"); return 0; }
    if (is("guarded")) { strcpy(out, "990200||Z99000002|99020000000000000000000000000002|||3.00|20200101|2030|000000000001||"); return 0; }
    strcpy(out, LINE);
    return 0;
}

static int begun;

int Init(char *in, char *error) {
    if (in[0] != '{') { strcpy(error, "json"); return -1; }
    begun = 1;
    return 0;
}

int ReadCardBas(char *card, char *business) {
    misbehave();
    if (!begun) return -5;
    strcpy(card, LINE);
    memset(business, 'A', 8000);
    return 0;
}

int SDT_OpenPort(int port) { misbehave(); return port == 1001 && !is("no_reader") ? 0x90 : 0x01; }
int SDT_ClosePort(int port) { return port == 1001 ? 0x90 : 0x01; }

int SDT_StartFindIDCard(int port, unsigned char *info, int open) {
    memset(info, 0, 4);
    return is("no_card") ? 0x80 : port == 1001 && open == 0 ? 0x9f : 0x01;
}

int SDT_SelectIDCard(int port, unsigned char *message, int open) {
    memset(message, 0, 8);
    return port == 1001 && open == 0 ? 0x90 : 0x81;
}

static void put(unsigned char *at, const unsigned short *text, int count) {
    for (int i = 0; i < count; i++) { at[2 * i] = text[i] & 0xff; at[2 * i + 1] = text[i] >> 8; }
}

int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned int *length, unsigned char *photo, unsigned int *photo_length, int open) {
    static const unsigned short name[] = {0x620a, 0x7ec3, 0x4e60}; /* 戊练习 */
    unsigned short number[18];
    if (port != 1001 || open != 0) return 0x41;
    if (is("pulled")) return 0x41;
    for (int i = 0; i < 128; i++) { text[2 * i] = ' '; text[2 * i + 1] = 0; }
    for (int i = 0; i < 18; i++) number[i] = (unsigned short)"990200195111111057"[i];
    put(text, name, 3);
    put(text + 30 + 2 + 4 + 16 + 70, number, 18);
    *length = 256;
    memset(photo, 1, 1024);
    *photo_length = 1024;
    return 0x90;
}
