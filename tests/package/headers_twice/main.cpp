// SPDX-License-Identifier: BSL-1.0
int first();
int second();

int main() { return first() + second(); }
