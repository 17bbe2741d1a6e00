// Unmanaged pointers: arithmetic, comparison, differences, stackalloc, structs behind pointers, fixed (ECMA-335
// III.1.1.4.1,
// III.3.47)
using System;
using System.Runtime.CompilerServices;

unsafe struct Node { public int Value; public Node *Next; public fixed short Small [3]; }
struct Pair { public byte A; public double B; }

static unsafe class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Sum (int *values, int count)
	{
		int sum = 0;
		for (int *end = values + count; values < end; values++)
			sum += *values;
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int OnStack (int count)
	{
		int *values = stackalloc int [count];
		int zeros = 0;
		for (int i = 0; i < count; i++) {
			if (values [i] == 0)
				zeros++;
			values [i] = i * i;
		}
		return Sum (values, count) * 1000 + zeros;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static int List (int count)
	{
		Node *first = null;
		for (int i = 0; i < count; i++) {
			Node *made = stackalloc Node [1];
			made->Value = i;
			made->Next = first;
			made->Small [2] = (short) (i * 100);
			first = made;
		}
		int sum = 0;
		for (Node *node = first; node != null; node = node->Next)
			sum += node->Value * 3 + node->Small [2] + node->Small [0];
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string Arithmetic (Pair *a, Pair *b)
	{
		return (b - a) + " " + ((byte *) b - (byte *) a) + " " + (a < b) + " " + (a == b) + " " + (a + 3 > b) + " " +
			((long) (a + 2) - (long) a);
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static void Widths (byte *memory)
	{
		*(sbyte *) memory = -1; *(short *) (memory + 2) = -2; *(int *) (memory + 4) = -3; *(long *) (memory + 8) = -4;
		*(float *) (memory + 16) = 0.1f; *(double *) (memory + 24) = 0.1; *(char *) (memory + 32) = 'x';
			*(bool *) (memory + 34) = true;
		*(decimal *) (memory + 40) = 1.5m; *(byte **) (memory + 56) = memory;
		*(ushort *) (memory + 64) = 65535; *(uint *) (memory + 68) = uint.MaxValue; *(Pair *) (memory + 72) =
			new Pair { A = 7, B = 2.5 };
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static string Read (byte *memory)
	{
		return *(sbyte *) memory + " " + *(short *) (memory + 2) + " " + *(int *) (memory + 4) + " " +
			*(long *) (memory + 8) + " " +
			Report.Show (*(float *) (memory + 16)) + " " + Report.Show (*(double *) (memory + 24)) + " " +
				*(char *) (memory + 32) + " " +
			*(bool *) (memory + 34) + " " + *(decimal *) (memory + 40) + " " + (*(byte **) (memory + 56) == memory) +
				" " +
			*(ushort *) (memory + 64) + " " + *(uint *) (memory + 68) + " " + (*(Pair *) (memory + 72)).B + " " +
				*memory;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] public static uint Checksum (byte[] data)
	{
		uint sum = 1;
		fixed (byte *first = data)
			for (int i = 0; i + 4 <= data.Length; i += 4)
				sum = sum * 31 + *(uint *) (first + i);
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Through (int *a, ref int b, out int c) { (*a)++; b += *a; c = b * 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void *Erase (int *a) { return a; }
}

static unsafe class Callers {
	public static void Run ()
	{
		Report.Value ("on stack", Callees.OnStack (50));
		Report.Value ("on stack", Callees.OnStack (0));
		Report.Value ("list", Callees.List (20));
		Pair *pairs = stackalloc Pair [4];
		Report.Line (Callees.Arithmetic (pairs, pairs + 3));
		Report.Line (Callees.Arithmetic (pairs, pairs));
		byte *memory = stackalloc byte [96];
		Callees.Widths (memory);
		Report.Line (Callees.Read (memory));
		var data = new byte [103];
		for (int i = 0; i < data.Length; i++)
			data [i] = (byte) (i * 13);
		Report.Value ("checksum", Callees.Checksum (data));
		int a = 5, b = 10, c;
		Callees.Through (&a, ref b, out c);
		Report.Line (a + " " + b + " " + c + " " + (Callees.Erase (&a) == &a) + " " + *(int *) Callees.Erase (&a));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
