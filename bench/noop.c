/* The cheapest ordinary program: a static main that returns. */
int main(void) { return 0; }
