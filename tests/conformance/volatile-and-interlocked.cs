// volatile fields, Volatile, Interlocked on every type, and counters shared by threads (ECMA-335 I.12.6)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class Callees {
	public volatile int VolatileInt; public volatile bool Flag; public volatile string Text;
	public static volatile byte Shared;
	public int I; public long L; public object O; public string S; public double D; public float F;
	public static int Total;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Single ()
	{
		string text = "";
		text += Interlocked.Increment (ref I) + " " + Interlocked.Add (ref I, 10) + " " +
			Interlocked.Decrement (ref I) + " ";
		text += Interlocked.Exchange (ref I, 99) + " " + Interlocked.CompareExchange (ref I, 5, 99) + " " +
			Interlocked.CompareExchange (ref I, 7, 99) + " " + I + " ";
		text += Interlocked.Increment (ref L) + " " + Interlocked.Add (ref L, 1L << 40) + " " +
			Interlocked.Exchange (ref L, -1) + " " +
			Interlocked.CompareExchange (ref L, 4, -1) + " " + Interlocked.Read (ref L) + " ";
		text += Interlocked.Exchange (ref O, "first") + "," + Interlocked.CompareExchange (ref O, "second", null) +
			"," + O + " ";
		text += Interlocked.Exchange<string> (ref S, "typed") + "," + Interlocked.CompareExchange<string> (ref S,
			"changed", S) + "," + S + " ";
		text += Interlocked.Exchange (ref D, 0.5) + " " + Interlocked.CompareExchange (ref D, 1.5, 0.5) + " " + D + " ";
		text += Interlocked.Exchange (ref F, 2.5f) + " " + F;
		return text;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public string Volatiles ()
	{
		VolatileInt = 5; VolatileInt++; Flag = !Flag; Text = "text" + VolatileInt; Shared = (byte) (VolatileInt + 255);
		Volatile.Write (ref I, 3);
		Thread.MemoryBarrier ();
		return VolatileInt + " " + Flag + " " + Text + " " + Shared + " " + Volatile.Read (ref I) + " " +
			Volatile.Read (ref S);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Count (Callees shared, int times)
	{
		for (int i = 0; i < times; i++) {
			Interlocked.Increment (ref Total);
			Interlocked.Add (ref shared.L, 3);
			int seen;
			do
				seen = shared.I;
			while (Interlocked.CompareExchange (ref shared.I, seen + 2, seen) != seen);
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public int Wait ()
	{
		while (!Flag) { }
		return VolatileInt;
	}
}

static class Callers {
	public static void Run ()
	{
		Report.Line (new Callees ().Single ());
		Report.Line (new Callees { S = "s" }.Volatiles ());
		var shared = new Callees ();
		var threads = new Thread [4];
		for (int i = 0; i < threads.Length; i++) {
			threads [i] = new Thread (() => Callees.Count (shared, 20000));
			threads [i].Start ();
		}
		for (int i = 0; i < threads.Length; i++)
			threads [i].Join ();
		Report.Line (Callees.Total + " " + shared.L + " " + shared.I);
		int waited = 0;
		var waiter = new Thread (() => { waited = shared.Wait (); });
		waiter.Start ();
		Thread.Sleep (20);
		shared.VolatileInt = 1234;
		shared.Flag = true;
		waiter.Join ();
		Report.Value ("waited", waited);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
