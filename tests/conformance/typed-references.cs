// Typed references: mkrefany, refanyval, refanytype (ECMA-335 III.4.19, III.4.22, III.4.23)
using System;
using System.Runtime.CompilerServices;

public enum Colour : short { Red, Green = 300 }

public struct Pair {
	public int First;
	public string Second;
}

public class Holder<T> {
	public T Field;
	public static T Shared;
}

public static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Number (int value)
	{
		TypedReference reference = __makeref (value);
		__refvalue (reference, int) = __refvalue (reference, int) * 2 + 1;
		return value;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Structure (Pair pair)
	{
		TypedReference reference = __makeref (pair);
		Pair copy = __refvalue (reference, Pair);
		copy.First += 5;
		copy.Second += "!";
		__refvalue (reference, Pair) = copy;
		__refvalue (reference, Pair).First++;
		return pair.Second + pair.First;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Text (string text)
	{
		TypedReference reference = __makeref (text);
		__refvalue (reference, string) += "more";
		return text + __refvalue (reference, string).Length;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T InObject<T> (Holder<T> holder, T value)
	{
		TypedReference reference = __makeref (holder.Field);
		T before = __refvalue (reference, T);
		__refvalue (reference, T) = value;
		return before;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T InArray<T> (T [] array, int index, T value)
	{
		TypedReference reference = __makeref (array [index]);
		__refvalue (reference, T) = value;
		return __refvalue (reference, T);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T InStatic<T> (T value)
	{
		TypedReference reference = __makeref (Holder<T>.Shared);
		__refvalue (reference, T) = value;
		return Holder<T>.Shared;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Type TypeOf<T> (T value)
	{
		return __reftype (__makeref (value));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static object Boxed (TypedReference reference)
	{
		return TypedReference.ToObject (reference);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static object Passed (double value)
	{
		return Boxed (__makeref (value));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int WrongType (short value)
	{
		return __refvalue (__makeref (value), int);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static object DerivedType (string value)
	{
		return __refvalue (__makeref (value), object);
	}
}

public static class Callers {
	public static void Run ()
	{
		Console.WriteLine (Callees.Number (20));
		Console.WriteLine (Callees.Structure (new Pair { First = 1, Second = "pair" }));
		Console.WriteLine (Callees.Text ("text"));
		var numbers = new Holder<long> { Field = 1L << 40 };
		Console.WriteLine (Callees.InObject (numbers, -3) + numbers.Field);
		var texts = new Holder<string> { Field = "before" };
		Console.WriteLine (Callees.InObject (texts, "after") + texts.Field);
		Console.WriteLine (Callees.InArray (new double [3], 1, 2.5));
		Console.WriteLine (Callees.InArray (new object [2], 0, "object"));
		Console.WriteLine (Callees.InStatic ((byte) 200));
		Console.WriteLine (Callees.InStatic ("static"));
		Console.WriteLine (Callees.TypeOf (1));
		Console.WriteLine (Callees.TypeOf (Colour.Green));
		Console.WriteLine (Callees.TypeOf<object> ("object"));
		Console.WriteLine (Callees.TypeOf (new Holder<Pair> ()));
		Console.WriteLine (Callees.Passed (1.25));
	}
}

public static class Program {
	static void Throws (Func<object> action)
	{
		try {
			Console.WriteLine (action ());
		} catch (Exception exception) {
			Console.WriteLine (exception.GetType ());
		}
	}

	public static void Main ()
	{
		Callers.Run ();
		Throws (() => Callees.WrongType (5));
		Throws (() => Callees.DerivedType ("derived"));
	}
}
