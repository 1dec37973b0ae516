/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "captures.h"
#include "ilo-video.h"

/*
 * Streams are written as the page does: a string of 0 and 1 in the order in which bits are taken, fields
 * with their highest bit first, blanks where they help. What the decoder says goes into one line of text.
 */
typedef struct
{
  IloFramebuffer *framebuffer;
  IloVideo       *video;
  GString        *log;
} Fixture;

static void
on_mode (guint    width,
         guint    height,
         gpointer user_data)
{
  g_string_append_printf (user_data, "mode(%u,%u) ", width, height);
}

static void
on_unsupported_mode (guint    width,
                     guint    height,
                     gpointer user_data)
{
  g_string_append_printf (user_data, "unsupported(%u,%u) ", width, height);
}

static void
on_present (gpointer user_data)
{
  g_string_append (user_data, "present ");
}

static void
on_cipher (IloCipherId id,
           gpointer    user_data)
{
  g_string_append_printf (user_data, "cipher(%u) ", (guint) id);
}

static void
on_refresh (gpointer user_data)
{
  g_string_append (user_data, "refresh ");
}

static void
on_ping (gpointer user_data)
{
  g_string_append (user_data, "ping ");
}

static void
on_power (gboolean on,
          gpointer user_data)
{
  g_string_append (user_data, on ? "power-on " : "power-off ");
}

static void
on_no_signal (gpointer user_data)
{
  g_string_append (user_data, "no-signal ");
}

static void
on_seized (gpointer user_data)
{
  g_string_append (user_data, "seized ");
}

static void
on_licence (gboolean licensed,
            gpointer user_data)
{
  g_string_append (user_data, licensed ? "licensed " : "unlicensed ");
}

static void
on_frame_rate (guint    rate,
               gpointer user_data)
{
  g_string_append_printf (user_data, "rate(%u) ", rate);
}

static void
on_text (guint       channel,
         const char *text,
         gpointer    user_data)
{
  if (strlen (text) > 40)
    g_string_append_printf (user_data, "text(%u,%zu bytes) ", channel, strlen (text));
  else
    g_string_append_printf (user_data, "text(%u,%s) ", channel, text);
}

static const IloVideoEvents events = {
  .mode = on_mode,
  .unsupported_mode = on_unsupported_mode,
  .present = on_present,
  .cipher = on_cipher,
  .refresh = on_refresh,
  .ping = on_ping,
  .power = on_power,
  .no_signal = on_no_signal,
  .seized = on_seized,
  .licence = on_licence,
  .frame_rate = on_frame_rate,
  .text = on_text,
};

static void
fixture_init (Fixture *self)
{
  self->framebuffer = ilo_framebuffer_new ();
  self->log = g_string_new (NULL);
  self->video = ilo_video_new (self->framebuffer, &events, self->log);
}

static void
fixture_clear (Fixture *self)
{
  ilo_video_free (self->video);
  ilo_framebuffer_free (self->framebuffer);
  g_string_free (self->log, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static GByteArray *
pack_bits (const char *bits)
{
  GByteArray *bytes = g_byte_array_new ();
  guint n = 0;

  for (; *bits != '\0'; bits++)
    {
      static const guint8 zero = 0;

      if (*bits != '0' && *bits != '1')
        continue;
      if (n % 8 == 0)
        g_byte_array_append (bytes, &zero, 1);
      if (*bits == '1')
        bytes->data[n / 8] |= 1 << (n % 8);
      n++;
    }
  return bytes;
}

/* A field of @n bits, highest first. */
static void
append_field (GString *bits,
              guint    value,
              guint    n)
{
  while (n-- > 0)
    g_string_append_c (bits, value >> n & 1 ? '1' : '0');
}

/* Feeds the bits, in pieces of up to @piece bytes each in memory of its own. */
static void
feed_pieces (Fixture      *self,
             const guint8 *data,
             gsize         length,
             gsize         piece)
{
  while (length > 0)
    {
      gsize n = MIN (length, piece);
      g_autofree guint8 *exact = g_memdup2 (data, n);
      gsize taken = ilo_video_feed (self->video, exact, n);

      g_assert_cmpuint (taken, >, 0);
      data += taken;
      length -= taken;
    }
}

static void
feed_bits (Fixture    *self,
           const char *bits)
{
  g_autoptr(GByteArray) bytes = pack_bits (bits);

  feed_pieces (self, bytes->data, bytes->len, bytes->len);
}

/* The pixel's colour as 0xRRGGBB. */
static guint
pixel (Fixture *self,
       guint    x,
       guint    y)
{
  const guint8 *at = ilo_framebuffer_get_pixels (self->framebuffer)
                     + y * ilo_framebuffer_get_stride (self->framebuffer) + 4 * x;

  g_assert_cmpuint (x, <, ilo_framebuffer_get_width (self->framebuffer));
  g_assert_cmpuint (y, <, ilo_framebuffer_get_height (self->framebuffer));
  g_assert_cmpuint (at[3], ==, 0xFF);
  return (guint) at[0] << 16 | at[1] << 8 | at[2];
}

static gboolean
in_step (Fixture *self)
{
  return ilo_video_get_stats (self->video).in_step;
}

/* Elements that many tests need. */
#define MODE_64x32  "1 0110 0 0000100 0000010 0000 "
#define MODE_32x16  "1 0110 0 0000010 0000001 0000 "
#define REST        "11 111 11111111 "                      /* 256 pixels */
#define WHITE_BLOCK "0 000 11111 " REST
#define ZERO_RUN    "00000000 00000000 00000000 00000000 10000000 "

static void
test_every_new_colour (void)
{
  static const struct
  {
    const char *depth;      /* the command that chooses it */
    const char *pixel;
    guint       colour;
  } cases[] = {
    { "", "000 11111 ", 0xFFFFFF },
    { "", "000 00001 ", 0x080808 },
    { "", "000 10010 ", 0x949494 },
    { "", "001 10000 01111 00001 ", 0x847B08 },
    { "1 0111 00000001 1 00001011 0 ", "000 1110 ", 0xEEEEEE },
    { "1 0111 00000001 1 00001011 0 ", "001 1000 0001 1111 ", 0x8811FF },
    { "1 0111 00000010 1 00001011 0 ", "000 101 ", 0xB6B6B6 },
    { "1 0111 00000010 1 00001011 0 ", "001 100 001 111 ", 0x9224FF },
    { "1 0111 00000011 1 00001011 0 ", "000 10 ", 0xAAAAAA },
    { "1 0111 00000011 1 00001011 0 ", "001 01 10 11 ", 0x55AAFF },
    { "1 0111 11111100 1 00001011 0 ", "000 11111 ", 0xFFFFFF },     /* only the lowest two bits count */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;
      g_autofree char *bits = g_strconcat (cases[i].depth, MODE_32x16, "0 ", cases[i].pixel, REST, NULL);

      fixture_init (&self);
      feed_bits (&self, bits);
      g_assert_cmphex (pixel (&self, 0, 0), ==, cases[i].colour);
      g_assert_cmphex (pixel (&self, 15, 15), ==, cases[i].colour);
      g_assert_cmphex (pixel (&self, 16, 0), ==, 0);
      g_assert_cmpstr (self.log->str, ==, "mode(32,16) ");
    }
}

static void
test_every_repeat (void)
{
  static const struct
  {
    const char *repeat;
    guint       pixels;
  } cases[] = {
    { "0 ", 1 }, { "10 ", 2 }, { "11 000 ", 3 }, { "11 101 ", 8 }, { "11 110 000 ", 9 }, { "11 110 111 ", 16 },
    { "11 111 00000000 ", 1 }, { "11 111 00010000 ", 17 }, { "11 111 11111110 ", 255 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;
      g_autoptr(GString) bits = g_string_new (MODE_32x16 "0 000 11111 ");

      fixture_init (&self);
      g_string_append (bits, cases[i].repeat);
      g_string_append (bits, "000 00001 11 111 ");
      append_field (bits, 255 - cases[i].pixels, 8);
      feed_bits (&self, bits->str);
      g_assert_true (in_step (&self));
      for (guint n = 0; n < 256; n++)
        g_assert_cmphex (pixel (&self, n % 16, n / 16), ==, n < cases[i].pixels ? 0xFFFFFF : 0x080808);
    }
}

/* With @cached colours, the last one new being the most recent, a code names the colour at an index. */
static void
check_code (guint       cached,
            const char *code,
            guint       index)
{
  g_auto(Fixture) self;
  g_autoptr(GString) bits = g_string_new (MODE_32x16 "0 ");
  guint value = cached - index;             /* colours are grey 1, 2, … */

  fixture_init (&self);
  for (guint i = 1; i <= cached; i++)
    {
      g_string_append (bits, "000");
      append_field (bits, i, 5);
      g_string_append (bits, "0 ");
    }
  g_string_append (bits, code);
  g_string_append (bits, " 11 111 ");
  append_field (bits, 255 - cached, 8);
  feed_bits (&self, bits->str);
  g_assert_true (in_step (&self));
  g_assert_cmphex (pixel (&self, 15, 15) & 0xFF, ==, value << 3 | value >> 2);
}

static void
test_every_code (void)
{
  check_code (1, "1", 0);
  for (guint cached = 2; cached <= 17; cached++)
    {
      guint n = cached == 2 ? 0 : cached == 3 ? 1 : cached <= 5 ? 2 : cached <= 9 ? 3 : 4;

      check_code (cached, "1", 1);
      for (guint code = 0; code < 1u << n && code < cached - 1; code++)
        {
          g_autoptr(GString) bits = g_string_new ("01");

          append_field (bits, code, n);
          check_code (cached, bits->str, code == 0 ? 0 : code + 1);
        }
    }
}

/* Colours come to the front when they are used, in whatever way. */
static void
test_recent_colours_first (void)
{
  g_auto(Fixture) self;
  static const guint8 expected[] = { 1, 2, 3, 2, 3, 1, 1, 2 };

  fixture_init (&self);
  feed_bits (&self, MODE_32x16 "0 000 00001 0  000 00010 0  000 00011 0 "     /* 3 2 1 */
             "1 0  1 0  01 1 0  01 0 0  01 1 11 111 11111000");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmphex (pixel (&self, i, 0) & 0xFF, ==, expected[i] << 3);
}

static void
test_unused_colours_leave (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  /* Two colours, then a block of one of them: of the two only that one is left, so 1 means it. */
  feed_bits (&self, MODE_64x32 "0 000 00001 0 000 00010 11 111 11111110 "
             "0 01 " REST "0 1 " REST "0 000 00001 " REST);
  g_assert_true (in_step (&self));
  g_assert_cmphex (pixel (&self, 16, 0), ==, 0x101010);
  g_assert_cmphex (pixel (&self, 32, 0), ==, 0x101010);
  g_assert_cmphex (pixel (&self, 48, 0), ==, 0x080808);
}

/* A block that begins with the second colour has used that one only, whatever the look-up took at once. */
static void
test_one_second_colour_is_one (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, MODE_64x32 "0 000 00001 0 000 00010 11 111 11111110 "       /* 2 1 */
             "0 1 11 011 000 00011 11 111 11111001 "                              /* 1, then 3: 3 1 */
             "0 01 " REST);                                                       /* no code bits: two are left */
  g_assert_true (in_step (&self));
  g_assert_cmphex (pixel (&self, 32, 0), ==, 0x181818);
}

static void
test_eighteenth_colour_pushes_out (void)
{
  g_auto(Fixture) self;
  g_autoptr(GString) bits = g_string_new (MODE_32x16 "0 ");

  fixture_init (&self);
  for (guint i = 1; i <= 18; i++)
    {
      g_string_append (bits, "000");
      append_field (bits, i, 5);
      g_string_append (bits, "0 ");
    }
  g_string_append (bits, "01 1111 0 000 00001 11 111 ");      /* the oldest left; the first is new again */
  append_field (bits, 255 - 19, 8);
  feed_bits (&self, bits->str);
  g_assert_true (in_step (&self));
  g_assert_cmphex (pixel (&self, 2, 1) & 0xFF, ==, 2 << 3);
  g_assert_cmphex (pixel (&self, 15, 15) & 0xFF, ==, 1 << 3);
}

static void
test_moves (void)
{
  static const struct
  {
    const char *move;
    int         column;      /* where the block ends up; -1: nowhere */
    int         row;
  } cases[] = {
    { "", 0, 0 },
    { "11 0000011 0000001 ", 3, 1 },
    { "1 000 000 ", 1, 0 },
    { "1 000 010 ", 3, 0 },
    { "1 000 011 ", -1, 0 },                              /* at the width */
    { "1 000 100 ", 0, 0 },                               /* beyond it */
    { "1 001 0000010 ", 2, 0 },
    { "1 001 0000100 ", -1, 0 },
    { "1 001 0000101 ", 0, 0 },
    { "11 0000001 0000001 1 001 0000010 ", 2, 1 },
    { "11 1111111 0000001 ", 0, 1 },
    { "11 0000000 0000010 ", -1, 0 },                     /* below the picture */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;
      g_autofree char *bits = g_strconcat (MODE_64x32, cases[i].move, WHITE_BLOCK, NULL);

      fixture_init (&self);
      feed_bits (&self, bits);
      g_assert_true (in_step (&self));
      for (int row = 0; row < 2; row++)
        for (int column = 0; column < 4; column++)
          g_assert_cmphex (pixel (&self, 16 * column + 7, 16 * row + 7), ==,
                           column == cases[i].column && row == cases[i].row ? 0xFFFFFF : 0);
    }
}

static void
test_repeated_blocks (void)
{
  static const struct
  {
    const char *repeat;
    guint       blocks;      /* with the first, in a row of eight */
  } cases[] = {
    { "1 0100 ", 2 }, { "1 01010 000 ", 3 }, { "1 01010 101 ", 8 }, { "1 01010 111 ", 8 },
    { "1 01011 0000000 ", 1 }, { "1 01011 0000011 ", 4 }, { "1 01011 1111111 ", 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;
      g_autofree char *bits = g_strconcat ("1 0110 0 0001000 0000010 0000 ", WHITE_BLOCK, cases[i].repeat, NULL);

      fixture_init (&self);
      feed_bits (&self, bits);
      for (guint column = 0; column < 8; column++)
        g_assert_cmphex (pixel (&self, 16 * column, 0), ==, column < cases[i].blocks ? 0xFFFFFF : 0);
      g_assert_cmphex (pixel (&self, 0, 16), ==, 0);
    }
}

static void
test_clipped_height (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, "1 0110 0 0000001 0000001 0011 " "11 0000000 0000001 " WHITE_BLOCK);
  g_assert_cmpstr (self.log->str, ==, "mode(16,19) ");
  g_assert_cmphex (pixel (&self, 0, 15), ==, 0);
  g_assert_cmphex (pixel (&self, 0, 18), ==, 0xFFFFFF);
}

#define HEADER(flags) "1 0111 00000000 1 00000000 1 00000001 1 " flags " 1 00001101 0 "

static void
test_half_height (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, HEADER ("00001000") "1 0110 0 1100110 0000001 0000 "    /* 1632 wide */
             "11 00000001 00000001 0 000 11111 11 111 01111111 "            /* 128 pixels */
             "1 01011 00000001 1 001 01100101 1 01010 000 ");
  g_assert_cmpstr (self.log->str, ==, "licensed cipher(0) mode(1632,16) ");
  g_assert_true (in_step (&self));
  g_assert_cmphex (pixel (&self, 16, 7), ==, 0);
  g_assert_cmphex (pixel (&self, 16, 8), ==, 0xFFFFFF);
  g_assert_cmphex (pixel (&self, 47, 15), ==, 0xFFFFFF);
  g_assert_cmphex (pixel (&self, 48, 8), ==, 0);
  g_assert_cmphex (pixel (&self, 1631, 15), ==, 0xFFFFFF);
}

static void
test_wide_modes (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, HEADER ("00000000") "1 0110 0 1100101 0000001 0000 "     /* 1616: not wide yet */
             "1 0110 0 1100110 0000001 0000 ");
  g_assert_cmpstr (self.log->str, ==, "licensed cipher(0) mode(1616,16) unsupported(1632,16) ");
  g_assert_cmpuint (ilo_framebuffer_get_width (self.framebuffer), ==, 0);
}

static void
test_mode_in_force_keeps_picture (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, MODE_32x16 WHITE_BLOCK "1 0100 " MODE_32x16 "0 000 00001 " REST);
  g_assert_cmpstr (self.log->str, ==, "mode(32,16) ");
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0x080808);           /* but the position is 0,0 */
  g_assert_cmphex (pixel (&self, 16, 0), ==, 0xFFFFFF);
}

static void
test_no_video (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, MODE_32x16 WHITE_BLOCK "1 0110 0 0000000 0000001 0000 " WHITE_BLOCK MODE_32x16);
  g_assert_cmpstr (self.log->str, ==, "mode(32,16) mode(0,0) mode(32,16) ");
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0);
}

static void
test_commands (void)
{
  static const struct
  {
    const char *bits;
    const char *log;
  } cases[] = {
    { "1 0111 00011110 1 00000011 0 ", "rate(30) " },
    { "1 0111 00000100 0 ", "power-on " },
    { "1 0111 00000101 0 ", "power-off " },
    { "1 0111 00000110 0 ", "no-signal " },
    { "1 0111 00000001 1 00000111 0 ", "" },
    { "1 0111 00001010 0 ", "seized " },
    { "1 0111 00000010 1 00001100 0 ", "cipher(2) " },
    { "1 0111 00010000 0 1 0111 00010000 0 ", "ping ping " },
    { "1 0111 10000000 0 ", "present " },
    { "1 0111 00000001 1 00000010 1 00000011 1 00000100 1 00000101 1 01100011 0 1 0111 00010000 0 ", "ping " },
    { "1 0111 00000000 1 00000001 1 00000000 1 00000000 1 00001101 0 ", "unlicensed cipher(1) " },
    { "1 0111 00000010 0 00000001 01001000 01101001 00000000 1 0111 00010000 0 ", "text(1,Hi) ping " },
    /* a key change drops what is left of its byte: 1 0111 00001001 0 is 14 bits */
    { "1 0111 00001001 0 11 1 0111 00010000 0 ", "ping " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;

      fixture_init (&self);
      feed_bits (&self, cases[i].bits);
      g_assert_cmpstr (self.log->str, ==, cases[i].log);
    }
}

static void
test_power_off_clears (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, MODE_32x16 WHITE_BLOCK "1 0111 00000101 0 ");
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0);
  g_assert_true (ilo_framebuffer_is_empty (self.framebuffer));
}

static void
test_long_text_is_cut (void)
{
  g_auto(Fixture) self;
  g_autoptr(GString) bits = g_string_new ("1 0111 00000010 0 00000100 ");

  fixture_init (&self);
  for (guint i = 0; i < ILO_VIDEO_MAX_TEXT + 1000; i++)
    g_string_append (bits, "01000001 ");
  g_string_append (bits, "00000000 ");
  feed_bits (&self, bits->str);
  g_assert_cmpstr (self.log->str, ==, "text(4,4096 bytes) ");
}

static void
test_impossible_falls_out_of_step (void)
{
  static const char *const cases[] = {
    "0 1 0 ",                                                   /* index 1 of none */
    "0 01 0 ",                                                  /* a code with none */
    "0 000 00001 0 01 0 ",                                      /* a code with one */
    "0 000 00001 0 000 00001 0 ",                               /* new, and there already */
    "0 000 00001 0 001 00001 00001 00001 0 ",                   /* the same in colour */
    "0 000 00001 0 000 00010 0 000 00011 0 000 00100 0 01 11 ", /* index 4 of four */
    "0 000 00001 0 000 00010 " REST,                            /* over the block's end */
    "0 000 00001 11 111 11111110 1 10 ",
    "1 01101 11 1 01101 ",                                      /* two ends of a burst */
    "1 0111 00000001 0 ",                                       /* leave video mode */
    "1 0111 00001100 0 ",                                       /* a cipher, but which? */
    "1 0111 00000100 1 00001100 0 ",                            /* cipher 4 */
    "1 0111 00000000 1 00000000 1 00001101 0 ",                 /* a header of two arguments */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(Fixture) self;
      g_autofree char *bits = g_strconcat (cases[i], "11111111 ", ZERO_RUN, MODE_32x16, NULL);
      g_autoptr(GByteArray) bytes = pack_bits (cases[i]);

      fixture_init (&self);
      feed_pieces (&self, bytes->data, bytes->len, bytes->len);
      g_assert_false (in_step (&self));
      g_assert_cmpuint (ilo_video_get_stats (self.video).resyncs, ==, 0);
      feed_bits (&self, ZERO_RUN);
      g_assert_true (in_step (&self));
      g_assert_cmpuint (ilo_video_get_stats (self.video).resyncs, ==, 1);
    }
}

static void
test_end_of_burst (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  /* Each ends with its byte; between the first two there is a ping, between the last two a move. */
  feed_bits (&self, "1 01101 11 1 0111 00010000 0 1 01101 1111 1 000 000 1 01101 11 ");
  g_assert_cmpstr (self.log->str, ==, "present ping present present ");
  g_assert_true (in_step (&self));
}

static void
test_zero_runs (void)
{
  static const struct
  {
    const char *bits;
    guint       resyncs;
  } cases[] = {
    { "11111111 00000000 00000000 00000000 00000010 ", 0 },         /* 30 */
    { "11111110 00000000 00000000 00000000 00000100 ", 0 },         /* 30 */
    { "11111110 00000000 00000000 00000000 00000010 ", 1 },         /* 31 */
    { "11111100 00000000 00000000 00000000 00000100 ", 1 },
    { "10000000 00000000 00000000 00000000 10000000 ", 1 },
    { "00000000 00000000 00000000 00000001 10000000 ", 1 },         /* 31 from the very start */
    { "00000000 00000000 00000000 00000000 00000000 00000000 ", 0 }, /* the 1 is missing */
    { "11111111 00000000 00000000 00000000 00000000 00000000 00000000 00000001 ", 1 },
    { ZERO_RUN ZERO_RUN, 2 },
    { "00000000 00000000 00000000 00000000 11111111 00000000 00000000 00000000 00000000 01111111 ", 2 },
    /* what is thrown away with the 1 counts for the next run */
    { "00000000 00000000 00000000 00000000 10000000 00000000 00000000 00000000 10000000 ", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= 10; piece++)
      for (guint before = 0; before < 20; before++)
        {
          g_auto(Fixture) self;
          g_autoptr(GByteArray) bytes = pack_bits (cases[i].bits);
          g_autoptr(GByteArray) all = g_byte_array_new ();

          fixture_init (&self);
          for (guint j = 0; j < before; j++)
            g_byte_array_append (all, (const guint8 *) "\xFE", 1);
          g_byte_array_append (all, bytes->data, bytes->len);
          feed_pieces (&self, all->data, all->len, piece);
          g_assert_cmpuint (ilo_video_get_stats (self.video).resyncs, ==, cases[i].resyncs);
        }
}

static void
test_resets_to_the_start (void)
{
  g_auto(Fixture) self;

  fixture_init (&self);
  feed_bits (&self, MODE_64x32 WHITE_BLOCK "11 0000010 0000001 0 1 0 ");
  feed_bits (&self, ZERO_RUN);
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0xFFFFFF);           /* the picture stays */
  feed_bits (&self, "0 000 00001 " REST);
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0x080808);           /* at 0,0 again */
  feed_bits (&self, ZERO_RUN);
  feed_bits (&self, "0 1 0 ");
  g_assert_false (in_step (&self));                              /* the cache is empty */
}

static void
test_refreshes_at_given_bits (void)
{
  static const guint64 at[] = { 40, 11680, 120000, 12000000, 24000000 };
  g_auto(Fixture) self;
  guint64 bits = 0;
  guint refreshes = 0;
  g_autofree guint8 *ones = g_malloc (1 << 16);

  fixture_init (&self);
  memset (ones, 0xFF, 1 << 16);
  feed_bits (&self, "0 01 11111");        /* five bits are skipped at once */
  bits = 5;
  for (; bits < 24100000; bits += 8)
    {
      guint64 next = refreshes < G_N_ELEMENTS (at) ? at[refreshes] : G_MAXUINT64;
      gsize far = refreshes < G_N_ELEMENTS (at) ? (next - bits) / 8 : 0;

      /* Far from the next one whole chunks, near it byte by byte. */
      if (far > 16)
        {
          gsize n = MIN (far - 8, 1 << 16);

          ilo_video_feed (self.video, ones, n);
          bits += 8 * n;
        }
      ilo_video_feed (self.video, ones, 1);
      if (bits + 8 >= next)
        refreshes++;
      g_assert_cmpuint (ilo_video_get_stats (self.video).refreshes, ==, refreshes);
    }
  g_assert_cmpuint (refreshes, ==, G_N_ELEMENTS (at));
}

static void
test_stops_where_the_cipher_changes (void)
{
  g_auto(Fixture) self;
  /* The command ends in the third byte: what is left of that one is still in clear. */
  g_autoptr(GByteArray) bytes = pack_bits ("1 0111 00000001 1 00001100 0 1 11111111 11111111 ");

  fixture_init (&self);
  g_assert_cmpuint (ilo_video_feed (self.video, bytes->data, bytes->len), ==, 3);
  g_assert_cmpint (ilo_video_get_cipher (self.video), ==, ILO_CIPHER_RC4);
  g_assert_cmpuint (ilo_video_get_stats (self.video).bytes, ==, 3);
  /* The 1 that was left begins a control: 0111 00010000 0 is a ping. */
  feed_bits (&self, "0111 00010000 0 ");
  g_assert_cmpstr (self.log->str, ==, "cipher(1) ping ");
}

/* Everything that can be seen of a decoder after a stream. */
static char *
describe_run (const guint8 *data,
              gsize         length,
              gsize         piece)
{
  g_auto(Fixture) self;
  IloVideoStats stats;
  g_autofree char *sum = NULL;

  fixture_init (&self);
  feed_pieces (&self, data, length, piece);
  stats = ilo_video_get_stats (self.video);
  if (ilo_framebuffer_get_pixels (self.framebuffer) != NULL)
    sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, ilo_framebuffer_get_pixels (self.framebuffer),
                                       ilo_framebuffer_get_stride (self.framebuffer)
                                       * ilo_framebuffer_get_height (self.framebuffer));
  return g_strdup_printf ("%s%s %u %u %d", self.log->str, sum, stats.resyncs, stats.refreshes, stats.in_step);
}

static void
test_any_split_is_the_same (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 100; round++)
    {
      gsize length = g_rand_int_range (rand, 1, 3000);
      g_autoptr(GByteArray) start = pack_bits (HEADER ("00001000") "1 0110 0 0010100 0001000 0000 ");
      g_autofree guint8 *data = g_malloc (start->len + length);
      g_autofree char *whole = NULL;

      memcpy (data, start->data, start->len);
      length += start->len;
      for (gsize i = start->len; i < length; i++)
        data[i] = g_rand_int_range (rand, 0, 8) == 0 ? 0 : g_rand_int (rand);
      if (round % 2 == 0)
        for (gsize i = start->len; i + 40 < length; i += 40)
          memset (data + i, 0, 4);
      whole = describe_run (data, length, length);
      for (gsize piece = 1; piece <= 65; piece = piece * 2 + 1)
        {
          g_autofree char *split = describe_run (data, length, piece);

          g_assert_cmpstr (split, ==, whole);
        }
    }
}

/* A block of half the height, then a mode of full height that repeats it: below it is always the same. */
static void
test_half_height_block_repeated_at_full_height (void)
{
  static const guint8 stream[] = {
    0x1D, 0x20, 0x40, 0xC0, 0x90, 0x61, 0x35, 0xFF, 0x3F, 0xE0, 0x07, 0xFF, 0x1B, 0x13, 0x7C, 0xA0, 0xAA, 0xAA, 0xAA,
    0xAA, 0xAA, 0xAA, 0x6A, 0x02, 0x06, 0x28, 0xED
  };
  g_autofree char *whole = describe_run (stream, sizeof stream, sizeof stream);

  for (gsize piece = 1; piece < sizeof stream; piece++)
    {
      g_autofree char *split = describe_run (stream, sizeof stream, piece);

      g_assert_cmpstr (split, ==, whole);
    }
}

static void
test_takes_up_in_the_middle (void)
{
  static const IloVideoState impossible[] = {
    { 2048, 16, 5, TRUE }, { 40, 16, 5, TRUE }, { 32, 2048, 5, TRUE }, { 32, 16, 1, TRUE }, { 32, 16, 6, TRUE },
    { 1632, 16, 5, FALSE },
  };
  g_auto(Fixture) self;
  IloVideoState state;

  fixture_init (&self);
  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    g_assert_false (ilo_video_set_state (self.video, &impossible[i]));
  g_assert_true (ilo_video_set_state (self.video, &(IloVideoState) { 1632, 20, 4, TRUE }));
  state = ilo_video_get_state (self.video);
  g_assert_cmpuint (state.width, ==, 1632);
  g_assert_cmpuint (state.height, ==, 20);
  g_assert_cmpuint (state.bits_per_colour, ==, 4);
  g_assert_true (state.half_height_capable);
  feed_bits (&self, WHITE_BLOCK);
  g_assert_cmphex (pixel (&self, 0, 0), ==, 0);
  feed_bits (&self, ZERO_RUN);
  feed_bits (&self, "0 000 1111 11 111 01111111 ");
  g_assert_cmphex (pixel (&self, 0, 7), ==, 0xFFFFFF);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ilo/video/every-new-colour", test_every_new_colour);
  g_test_add_func ("/ilo/video/every-repeat", test_every_repeat);
  g_test_add_func ("/ilo/video/every-code", test_every_code);
  g_test_add_func ("/ilo/video/recent-colours-first", test_recent_colours_first);
  g_test_add_func ("/ilo/video/unused-colours-leave", test_unused_colours_leave);
  g_test_add_func ("/ilo/video/one-second-colour-is-one", test_one_second_colour_is_one);
  g_test_add_func ("/ilo/video/eighteenth-colour-pushes-out", test_eighteenth_colour_pushes_out);
  g_test_add_func ("/ilo/video/moves", test_moves);
  g_test_add_func ("/ilo/video/repeated-blocks", test_repeated_blocks);
  g_test_add_func ("/ilo/video/clipped-height", test_clipped_height);
  g_test_add_func ("/ilo/video/half-height", test_half_height);
  g_test_add_func ("/ilo/video/wide-modes", test_wide_modes);
  g_test_add_func ("/ilo/video/mode-in-force-keeps-picture", test_mode_in_force_keeps_picture);
  g_test_add_func ("/ilo/video/no-video", test_no_video);
  g_test_add_func ("/ilo/video/commands", test_commands);
  g_test_add_func ("/ilo/video/power-off-clears", test_power_off_clears);
  g_test_add_func ("/ilo/video/long-text-is-cut", test_long_text_is_cut);
  g_test_add_func ("/ilo/video/impossible-falls-out-of-step", test_impossible_falls_out_of_step);
  g_test_add_func ("/ilo/video/end-of-burst", test_end_of_burst);
  g_test_add_func ("/ilo/video/zero-runs", test_zero_runs);
  g_test_add_func ("/ilo/video/resets-to-the-start", test_resets_to_the_start);
  g_test_add_func ("/ilo/video/refreshes-at-given-bits", test_refreshes_at_given_bits);
  g_test_add_func ("/ilo/video/stops-where-the-cipher-changes", test_stops_where_the_cipher_changes);
  g_test_add_func ("/ilo/video/any-split-is-the-same", test_any_split_is_the_same);
  g_test_add_func ("/ilo/video/half-height-block-repeated-at-full-height",
                   test_half_height_block_repeated_at_full_height);
  g_test_add_func ("/ilo/video/takes-up-in-the-middle", test_takes_up_in_the_middle);
  return g_test_run ();
}
